package dev.mneme.app.sweep;

import dev.mneme.app.training.Trainable;

/** A setting with a seed, and what it declares. */
record PlannedTrial(Setting setting, long seed, Trainable training) {}
