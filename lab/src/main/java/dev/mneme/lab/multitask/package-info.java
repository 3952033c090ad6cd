/**
 * One network learns five tasks on images at once: where ways of weighing are compared on losses
 * that differ in size, difficulty and noise.
 *
 * <p>Entry types: {@link dev.mneme.lab.multitask.ImageTask} says what is learnt, {@link
 * dev.mneme.lab.multitask.ImageTasks} holds the images, {@link
 * dev.mneme.lab.multitask.MultitaskTraining} trains one network, {@link
 * dev.mneme.lab.multitask.MultitaskStudy} all of them, {@link
 * dev.mneme.lab.multitask.MultitaskFindings} and {@link dev.mneme.lab.multitask.MultitaskClaims}
 * say what came of it.
 *
 * <p>Invariants: all is trained by {@code dev.mneme.train.Trainer}, weighed by {@code
 * dev.mneme.preserve}; every way of weighing gets the same rates, steps, seeds and images; rates
 * are chosen on validation images, and what is told is of test images.
 */
@NullMarked
package dev.mneme.lab.multitask;

import org.jspecify.annotations.NullMarked;
