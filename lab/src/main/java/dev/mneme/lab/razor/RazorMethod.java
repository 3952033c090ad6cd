package dev.mneme.lab.razor;

import java.util.Arrays;
import java.util.Optional;

/** The ways to learn a new task that are compared. */
public enum RazorMethod {
  SFT("sft", "SFT", Kind.IMITATION),
  GRPO("grpo", "GRPO", Kind.REWARD),
  REINFORCE("reinforce", "1-0 REINFORCE", Kind.REWARD),
  SIMPO("simpo", "SimPO", Kind.PREFERENCE),
  ORACLE_SFT("oracle-sft", "SFT on own right answers", Kind.OWN),
  SFT_FORWARD_KL("sft-forward-kl", "SFT + forward KL", Kind.IMITATION),
  SFT_REVERSE_KL("sft-reverse-kl", "SFT + reverse KL", Kind.IMITATION),
  DFT("dft", "DFT", Kind.IMITATION),
  PROXIMAL_SFT("proximal-sft", "Proximal SFT", Kind.IMITATION),
  SDFT("sdft", "SDFT", Kind.OWN),
  LORA_SFT("lora-sft", "LoRA SFT", Kind.IMITATION),
  LORA_GRPO("lora-grpo", "LoRA GRPO", Kind.REWARD),
  WISE_FT("wise-ft", "WiSE-FT", Kind.MIXED),
  GKD("gkd", "On-policy distillation", Kind.OWN);

  /** From what is learnt. */
  public enum Kind {
    /** An outside teacher's answers. */
    IMITATION,
    /** An outside teacher's answers, right and wrong. */
    PREFERENCE,
    /** Own answers and what they are worth. */
    REWARD,
    /** Own answers, chosen or corrected by others. */
    OWN,
    /** Nothing: weights are averaged. */
    MIXED
  }

  private final String id;
  private final String title;
  private final Kind kind;

  RazorMethod(String id, String title, Kind kind) {
    this.id = id;
    this.title = title;
    this.kind = kind;
  }

  /** As folders and files name it. */
  public String id() {
    return id;
  }

  /** As readers read it. */
  public String title() {
    return title;
  }

  public Kind kind() {
    return kind;
  }

  /** What it begins with: the model of this method that learnt best, with the same seed. */
  public Optional<RazorMethod> source() {
    return switch (this) {
      case WISE_FT -> Optional.of(SFT);
      case GKD -> Optional.of(GRPO);
      default -> Optional.empty();
    };
  }

  /** The method of that id. */
  public static Optional<RazorMethod> of(String id) {
    return Arrays.stream(values()).filter(method -> method.id.equals(id)).findFirst();
  }
}
