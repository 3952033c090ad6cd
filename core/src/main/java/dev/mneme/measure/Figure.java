package dev.mneme.measure;

/** A number to report, with the interval around it. */
public record Figure(double value, Interval interval) {}
