/**
 * What the commands that reproduce studies have in common.
 *
 * <p>Entry types: {@link dev.mneme.app.study.StudyOptions}, {@link
 * dev.mneme.app.study.WorldOptions} and {@link dev.mneme.app.study.Given}, what users say; {@link
 * dev.mneme.app.study.StudyBase}, {@link dev.mneme.app.study.StudySweep}, {@link
 * dev.mneme.app.study.StudyRow}, what is kept in files; {@link dev.mneme.app.study.StudyFigures},
 * {@link dev.mneme.app.study.StudyClaims}, {@link dev.mneme.app.study.StudyJson}, {@link
 * dev.mneme.app.study.StudyOutput}, what is told.
 */
@NullMarked
package dev.mneme.app.study;

import org.jspecify.annotations.NullMarked;
