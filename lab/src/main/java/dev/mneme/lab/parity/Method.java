package dev.mneme.lab.parity;

import com.fasterxml.jackson.annotation.JsonValue;

/** The ways of learning the new task that the study compares. */
public enum Method {
  /** Supervised: even → 0, odd → 1. */
  SFT_1("sft-1", "SFT-1"),
  /** Supervised: even → 0 or 4, odd → 1 or 5, at random. */
  SFT_2("sft-2", "SFT-2"),
  /** Supervised: labels drawn from the correct distribution closest to the base. */
  SFT_ORACLE("sft-oracle", "SFT oracle"),
  /** Supervised: labels drawn from a policy that was tuned by GRPO. */
  SFT_DISTILLED("sft-distilled", "SFT distilled"),
  /** Group relative policy optimisation, no KL term. */
  GRPO("grpo", "GRPO"),
  /** The same with an exact reverse KL to the base. */
  GRPO_KL("grpo-kl", "GRPO + KL"),
  /** 1-0 REINFORCE. */
  REINFORCE("reinforce", "1-0 REINFORCE");

  private final String id;
  private final String title;

  Method(String id, String title) {
    this.id = id;
    this.title = title;
  }

  /** As it stands in recipes, folders and events. */
  @JsonValue
  public String id() {
    return id;
  }

  /** As it stands in tables and figures. */
  public String title() {
    return title;
  }
}
