/**
 * ParityMNIST, the study of <em>RL's Razor</em> (arXiv 2509.04259) that fits on a laptop: a small
 * network that can tell garments learns to tell odd from even digits, by seven methods, and what it
 * forgets is set against how far it moved.
 *
 * <p>Entry types: {@link dev.mneme.lab.parity.ParityStudy} runs the sweep, {@link
 * dev.mneme.lab.parity.ParityRecipe} declares one trial, {@link
 * dev.mneme.lab.parity.ParityFindings} is what the events of all trials say.
 *
 * <p>Invariants: a trial is an ordinary run of the library; findings read events and nothing else.
 */
@NullMarked
package dev.mneme.lab.parity;

import org.jspecify.annotations.NullMarked;
