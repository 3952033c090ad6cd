/**
 * What the commands that reproduce studies have in common.
 *
 * <p>Entry type: {@link dev.mneme.app.study.StudyOptions}.
 */
@NullMarked
package dev.mneme.app.study;

import org.jspecify.annotations.NullMarked;
