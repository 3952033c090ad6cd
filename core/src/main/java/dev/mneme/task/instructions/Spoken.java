package dev.mneme.task.instructions;

/**
 * In which language and case a response is written. Where no letter tells the language, it counts
 * as the right one.
 */
sealed interface Spoken extends Instruction {

  /**
   * One language.
   *
   * @param language one of {@link Language#codes()}
   */
  record In(String language) implements Spoken {

    @Override
    public Finding check(String response) {
      String detected = Language.of(response);
      return new Finding(
          detected.equals(language) || detected.equals(Language.UNTOLD),
          "it looks like %s, %s wanted".formatted(detected, language));
    }
  }

  /** English in capital letters. */
  record Capitals() implements Spoken {

    @Override
    public Finding check(String response) {
      return PythonText.isUpper(response)
          ? new In("en").check(response)
          : new Finding(false, "it is not all in capital letters");
    }
  }

  /** English in small letters. */
  record SmallLetters() implements Spoken {

    @Override
    public Finding check(String response) {
      return PythonText.isLower(response)
          ? new In("en").check(response)
          : new Finding(false, "it is not all in small letters");
    }
  }
}
