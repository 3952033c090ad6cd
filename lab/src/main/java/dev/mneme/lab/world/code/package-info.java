/**
 * Programs in a small language over lists of numbers and words, judged by running them.
 *
 * <p>A program is what it is given, {@code list} or {@code word}, and one to {@link
 * dev.mneme.lab.world.code.Program#MOST} operations, each of which turns a list into another one; a
 * word is a list of letters.
 *
 * <pre>
 *   list.keep(even).map(double).sort()
 *   word.reverse().upper()
 *
 *   both   sort() reverse() unique() first(N) last(N) skip(N)
 *   list   keep(P) drop(P)        where P is  even | odd | over N | under N
 *          keep(from N to N)      both ends are kept
 *          map(F)                 where F is  double | square | add N | times N
 *          replace(N, N) append(N) sum() max() min() count()
 *   word   replace(L, L) remove(L) append(L) upper() double()
 * </pre>
 *
 * N is a number from 0 to 999 and L a small letter. {@code sum}, {@code max}, {@code min} and
 * {@code count} give lists of one number, {@code max} and {@code min} of an empty list the empty
 * list. White space is free, and {@code |>} may stand for a dot.
 *
 * <p>Entry type: {@link dev.mneme.lab.world.code.Code}.
 *
 * <p>Invariants: every program ends and gives a list, whatever it is and whatever it is given: a
 * list is cut after 256 entries, a number stays within a million. What is read of a model's text is
 * bounded.
 */
@NullMarked
package dev.mneme.lab.world.code;

import org.jspecify.annotations.NullMarked;
