/**
 * Drift between two policies, and the statistics that say how far a number can be trusted.
 *
 * <p>Entry types. Drift: {@link dev.mneme.measure.Divergence} (exact, between distributions),
 * {@link dev.mneme.measure.KlEstimator} (from samples), {@link dev.mneme.measure.KlMeter} (over
 * sequences, until it is known), {@link dev.mneme.measure.WeightChange}, {@link
 * dev.mneme.measure.ActivationChange} (with a {@link dev.mneme.measure.Representation} of a base
 * that many are compared with). Statistics: {@link dev.mneme.measure.Estimate}, {@link
 * dev.mneme.measure.PolynomialFit}, {@link dev.mneme.measure.ClusterBootstrap}, {@link
 * dev.mneme.measure.PredictorComparison} (which drift explains forgetting best), {@link
 * dev.mneme.measure.TradeoffCurve} (what is kept at a given level of the new task), {@link
 * dev.mneme.measure.ForgettingLaw} (what a drift lets expect). Tests on the same items before and
 * after: {@link dev.mneme.measure.McNemar} and {@link dev.mneme.measure.RatioBootstrap}, with
 * {@link dev.mneme.measure.Holm} over tasks and {@link dev.mneme.measure.McNemarPower} for what
 * they find.
 *
 * <p>Invariants: the base comes first and the tuned model second; divergences are in nats; results
 * are computed in float64, carry no gradient and depend on nothing but the arguments.
 */
@NullMarked
package dev.mneme.measure;

import org.jspecify.annotations.NullMarked;
