package dev.mneme.task.instructions;

/** How a response begins and ends. */
sealed interface Edges extends Instruction {

  /**
   * Begins with the request, whatever its case.
   *
   * @param prompt to repeat
   */
  record RepeatedPrompt(String prompt) implements Edges {

    @Override
    public Finding check(String response) {
      boolean repeated =
          PythonText.lower(PythonText.strip(response))
              .startsWith(PythonText.lower(PythonText.strip(prompt)));
      return new Finding(
          repeated,
          repeated
              ? "the request is repeated first"
              : "it does not begin with the request, " + Finding.quoted(PythonText.strip(prompt)));
    }
  }

  /**
   * Ends with a phrase, whatever its case; double quotation marks may follow.
   *
   * @param phrase it ends with
   */
  record EndPhrase(String phrase) implements Edges {

    @Override
    public Finding check(String response) {
      String bare = PythonText.strip(PythonText.strip(response), '"');
      boolean ends = PythonText.lower(bare).endsWith(PythonText.lower(PythonText.strip(phrase)));
      return new Finding(
          ends,
          ends
              ? "it ends with the phrase"
              : "it does not end with " + Finding.quoted(PythonText.strip(phrase)));
    }
  }

  /** Stands between straight double quotation marks. */
  record Quoted() implements Edges {

    @Override
    public Finding check(String response) {
      String bare = PythonText.strip(response);
      boolean quoted = bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"");
      return new Finding(
          quoted,
          quoted
              ? "it is between double quotation marks"
              : "double quotation marks are not around it");
    }
  }
}
