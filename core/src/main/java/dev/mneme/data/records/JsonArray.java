package dev.mneme.data.records;

import dev.mneme.data.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/** A JSON array of objects as lines, streamed element by element. */
final class JsonArray {

  private JsonArray() {}

  /** Copies every element to a line of its own. */
  static void unpack(Path file, InputStream in, OutputStream rows, Limits limits)
      throws IOException {
    JsonFactory factory = RowParser.factory(limits);
    long element = 0;
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), in)) {
      parser.nextToken();
      for (element = 1; parser.nextToken() == JsonToken.START_OBJECT; element++) {
        Bounded line = new Bounded(rows, place(file, element), limits.lineBytes());
        try (JsonGenerator copy =
            factory
                .rebuild()
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build()
                .createGenerator(ObjectWriteContext.empty(), line, JsonEncoding.UTF8)) {
          copy.copyCurrentStructure(parser);
        }
        rows.write('\n');
      }
      if (parser.currentToken() != JsonToken.END_ARRAY) {
        throw new InputException(
            place(file, element) + ": an array of objects is expected, but this is not an object.");
      }
      if (parser.nextToken() != null) {
        throw new InputException(
            file + ": more follows after the array. One array of objects a file is expected.");
      }
    } catch (JacksonIOException failure) {
      throw failure.getCause();
    } catch (JacksonException broken) {
      throw new InputException(
          place(file, Math.max(1, element)) + ": " + RowParser.explain(broken, limits), broken);
    }
  }

  private static String place(Path file, long element) {
    return file + ", element " + element;
  }

  private static final class Bounded extends OutputStream {

    private final OutputStream out;
    private final String place;
    private final int most;
    private long written;

    Bounded(OutputStream out, String place, int most) {
      this.out = out;
      this.place = place;
      this.most = most;
    }

    @Override
    public void write(int b) throws IOException {
      count(1);
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      count(length);
      out.write(bytes, from, length);
    }

    private void count(int more) {
      written += more;
      if (written > most) {
        throw new InputException(Lines.tooLong(place, most));
      }
    }
  }
}
