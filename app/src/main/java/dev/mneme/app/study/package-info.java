/**
 * What the commands that reproduce studies have in common.
 *
 * <p>Entry types: {@link dev.mneme.app.study.StudyOptions}, what users say; {@link
 * dev.mneme.app.study.StudyFigures}, what pages show.
 */
@NullMarked
package dev.mneme.app.study;

import org.jspecify.annotations.NullMarked;
