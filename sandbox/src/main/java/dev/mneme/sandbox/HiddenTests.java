package dev.mneme.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tests, which only the judge's interpreter sees.
 *
 * @param source Python with asserts
 * @param prelude what runs before and brings helpers: the prompt, where it is Python
 * @param entry the function that the program must define; null where the asserts name it
 * @param check whether the source defines {@code check(candidate)} to be called with the entry
 * @param share whether to go on after an assert that fails
 */
record HiddenTests(
    String source, @Nullable String prelude, @Nullable String entry, boolean check, boolean share) {

  String request() {
    Map<String, @Nullable Object> task = new LinkedHashMap<>();
    task.put("tests", source);
    task.put("prelude", prelude);
    task.put("entry", entry);
    task.put("check", check);
    task.put("share", share);
    return PlainText.write(task);
  }
}
