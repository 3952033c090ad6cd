package dev.mneme.task.tools;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.regex.RegularExpression;
import dev.mneme.data.InputException;
import dev.mneme.data.Nearest;
import dev.mneme.task.Expected;
import dev.mneme.text.BoundedSearch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The functions that may be called, each with the JSON schema of its arguments (draft 2020-12
 * unless it names another). Nothing is fetched: a schema refers to places within itself only.
 * Patterns give up after a fixed number of looks.
 */
final class FunctionSchemas {

  private final Map<String, Schema> schemas;

  private FunctionSchemas(Map<String, Schema> schemas) {
    this.schemas = schemas;
  }

  /**
   * Reads what the chat templates of models are given: a list of {@code {"type": "function",
   * "function": {"name", "parameters"}}} or of {@code {"name", "parameters"}}; or an object of
   * schemas by name.
   *
   * @param column in messages
   */
  static FunctionSchemas of(Object value, String column) {
    JsonNode node = value instanceof String text ? CallJson.whole(text) : CallJson.of(value);
    Map<String, JsonNode> declared = new LinkedHashMap<>();
    if (node != null && node.isArray()) {
      node.forEach(each -> declare(each, column, declared));
    } else if (node != null && node.isObject()) {
      node.properties().forEach(entry -> declared.put(entry.getKey(), entry.getValue()));
    }
    if (declared.isEmpty()) {
      throw new InputException("the column \"%s\" declares no functions.".formatted(column));
    }
    SchemaRegistry registry = registry();
    Map<String, Schema> schemas = new LinkedHashMap<>();
    declared.forEach((name, schema) -> schemas.put(name, compiled(registry, name, schema)));
    return new FunctionSchemas(schemas);
  }

  private static void declare(JsonNode each, String column, Map<String, JsonNode> declared) {
    JsonNode function = each.path("function").isObject() ? each.path("function") : each;
    JsonNode name = function.path("name");
    if (!name.isString()) {
      throw new InputException("the column \"%s\" has a function without name.".formatted(column));
    }
    JsonNode parameters =
        function.has("parameters") ? function.path("parameters") : function.path("input_schema");
    declared.put(
        name.stringValue(), parameters.isMissingNode() ? CallJson.of(Map.of()) : parameters);
  }

  private static SchemaRegistry registry() {
    return SchemaRegistry.withDefaultDialect(
        SpecificationVersion.DRAFT_2020_12,
        registry ->
            registry
                .schemaLoader(loader -> loader.fetchRemoteResources(false).block(iri -> true))
                .schemaCacheEnabled(false)
                .schemaRegistryConfig(
                    SchemaRegistryConfig.builder()
                        .locale(Locale.ROOT)
                        .failFast(true)
                        .regularExpressionFactory(FunctionSchemas::expression)
                        .build()));
  }

  private static RegularExpression expression(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return text -> BoundedSearch.once(text, pattern, Matcher::find);
  }

  private static Schema compiled(SchemaRegistry registry, String name, JsonNode schema) {
    try {
      Schema compiled = registry.getSchema(schema);
      compiled.initializeValidators();
      return compiled;
    } catch (SchemaException | PatternSyntaxException | StackOverflowError mistake) {
      throw bad(name, mistake);
    }
  }

  private static InputException bad(String name, Throwable mistake) {
    String said =
        mistake instanceof StackOverflowError
            ? "it refers to itself"
            : String.valueOf(mistake.getMessage());
    return new InputException(
        "the JSON schema of the function \"%s\" is no good: %s"
            .formatted(name, said.lines().findFirst().orElse("")),
        mistake);
  }

  /** Why a function may not be called, in words; null where it may. */
  @Nullable String unknown(ToolCall call) {
    if (schemas.containsKey(call.name())) {
      return null;
    }
    String nearest = Nearest.of(call.name(), schemas.keySet());
    return "it calls %s, which is no function here%s"
        .formatted(
            Expected.quoted(call.name()),
            nearest == null ? "" : "; the nearest is " + Expected.quoted(nearest));
  }

  /** Why a function cannot be called with these arguments, in words; null where it can. */
  @Nullable String invalid(ToolCall call) {
    Schema schema = schemas.get(call.name());
    if (schema == null) {
      return unknown(call);
    }
    if (!call.arguments().isObject()) {
      return "%s: its arguments are no JSON object".formatted(Expected.shortened(call.name()));
    }
    try {
      List<Error> errors = schema.validate(call.arguments());
      return errors.isEmpty()
          ? null
          : Expected.shortened(call.name()) + ": " + Expected.shortened(said(errors.getFirst()));
    } catch (BoundedSearch.TooLong tooLong) {
      return Expected.shortened(call.name()) + ": " + tooLong.getMessage();
    } catch (SchemaException | StackOverflowError mistake) {
      throw bad(call.name(), mistake);
    }
  }

  private static String said(Error error) {
    String place = String.valueOf(error.getInstanceLocation());
    return (place.isEmpty() ? "" : place + " ") + error.getMessage();
  }
}
