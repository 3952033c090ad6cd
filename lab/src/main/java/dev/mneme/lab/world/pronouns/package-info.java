/**
 * Which of two things a reason is about.
 *
 * <p>Entry type: {@link dev.mneme.lab.world.pronouns.Pronouns}.
 */
@NullMarked
package dev.mneme.lab.world.pronouns;

import org.jspecify.annotations.NullMarked;
