package dev.mneme.text;

/**
 * A conversation as a model reads it.
 *
 * @param ids of the whole conversation
 * @param assistant whether the assistant says this id, and so whether it is learnt; as many as ids
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copies would cost what arrays save
public record ChatTokens(int[] ids, boolean[] assistant) {}
