package dev.mneme.measure;

/**
 * A KL between policies over sequences, as {@link KlMeter} measures it.
 *
 * @param perToken in nats: all terms over all tokens
 * @param perSequence in nats: mean of the terms' sums
 * @param totalVariation of the next token's distributions, in [0, 1]: mean over the tokens
 * @param l2 the same of the Euclidean distance, in [0, √2]
 * @param prompts different prompts
 * @param sequences how many were sampled
 * @param tokens how many those have
 * @param cut share of the sequences that were still going on when their room was used up; the KL
 *     per sequence is that of beginnings where it is not 0
 * @param narrow whether the intervals became as narrow as was wanted
 */
public record MeasuredKl(
    Figure perToken,
    Figure perSequence,
    Figure totalVariation,
    Figure l2,
    int prompts,
    long sequences,
    long tokens,
    double cut,
    boolean narrow) {}
