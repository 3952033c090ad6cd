/**
 * The two image tasks of the small studies: digits and garments, 28×28 gray.
 *
 * <p>Entry types: {@link dev.mneme.lab.images.ImageWorld} holds the sets, {@link
 * dev.mneme.lab.images.RealImages} loads MNIST and Fashion-MNIST, {@link
 * dev.mneme.lab.images.DrawnImages} draws a stand-in that needs no download.
 *
 * <p>Invariants: all four sets of a world have images of one size; drawn images depend on seed, set
 * and position only.
 */
@NullMarked
package dev.mneme.lab.images;

import org.jspecify.annotations.NullMarked;
