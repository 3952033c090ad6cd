package dev.mneme.policy;

/**
 * Completions that a policy has just sampled, with its differentiable view of them: as long as the
 * weights have not changed, sampling has already computed what scoring needs.
 *
 * @param scores of {@code rollouts}, by the policy that sampled them
 */
public record Fresh(Rollouts rollouts, Scores scores) {}
