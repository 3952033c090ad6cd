package dev.mneme.model;

import java.util.List;

/** Which linear layers of a decoder are adapted, in the three ways of PEFT. */
public sealed interface LoraTargets {

  /** Those of the layers, such as {@code model.layers.0.mlp.up_proj}, that are adapted. */
  List<String> among(List<String> modules);

  /** Layers of these names, or whose names end with a dot and one of these. */
  record Named(List<String> names) implements LoraTargets {

    public Named {
      names = List.copyOf(names);
    }

    @Override
    public List<String> among(List<String> modules) {
      return modules.stream().filter(this::contain).toList();
    }

    private boolean contain(String module) {
      return names.stream().anyMatch(name -> module.equals(name) || module.endsWith("." + name));
    }
  }

  /** Layers whose whole name matches a regular expression. */
  record Matching(String expression) implements LoraTargets {

    @Override
    public List<String> among(List<String> modules) {
      ModulePattern pattern = ModulePattern.whole(expression);
      return modules.stream().filter(module -> pattern.matches(module)).toList();
    }
  }

  /** All linear layers of the blocks. */
  record AllLinear() implements LoraTargets {

    @Override
    public List<String> among(List<String> modules) {
      return modules;
    }
  }
}
