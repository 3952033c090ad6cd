/**
 * Reports: one HTML file that answers a question with a verdict, tables, charts, what differs from
 * the paper, and how to get the same numbers again.
 *
 * <p>Entry types: {@link dev.mneme.app.report.Report} is what a report says, {@link
 * dev.mneme.app.report.ReportPage} writes it. {@link dev.mneme.app.report.Chart} holds the figures'
 * data; {@code charts.js} draws them and knows nothing of the page around it.
 *
 * <p>Invariants: a page loads nothing and runs only the scripts it was written with; all text is
 * text, never markup; a figure's data can also be read as a table; equal reports give equal bytes.
 */
@NullMarked
package dev.mneme.app.report;

import org.jspecify.annotations.NullMarked;
