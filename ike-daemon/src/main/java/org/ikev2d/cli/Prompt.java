package org.ikev2d.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.TerminalBuilder;

/** Reads command lines from a person or from a pipe. */
public interface Prompt {
  /** The next line; empty at the end of the input. */
  Optional<String> line(String prompt) throws IOException;

  /** Line editing where a terminal is attached, plain lines elsewhere. */
  static Prompt of(InputStream in, PrintStream out) throws IOException {
    return in == System.in && System.console() != null && System.console().isTerminal()
        ? terminal()
        : plain(in, out);
  }

  /** Lines of a stream; the prompt is printed all the same, as Solaris does. */
  static Prompt plain(InputStream in, PrintStream out) {
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    return prompt -> {
      out.print(prompt);
      out.flush();
      return Optional.ofNullable(reader.readLine());
    };
  }

  private static Prompt terminal() throws IOException {
    // Its parser must neither split the line nor read backslashes and quotes: we do.
    LineReader reader =
        LineReaderBuilder.builder()
            .terminal(TerminalBuilder.builder().system(true).build())
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .parser((line, cursor, context) -> new WholeLine(line, cursor))
            .build();
    return prompt -> {
      try {
        return Optional.of(reader.readLine(prompt));
      } catch (UserInterruptException interrupted) {
        return Optional.of("");
      } catch (EndOfFileException end) {
        return Optional.empty();
      }
    };
  }

  /** A line that is one word. */
  record WholeLine(String line, int cursor) implements org.jline.reader.ParsedLine {
    @Override
    public String word() {
      return line;
    }

    @Override
    public int wordCursor() {
      return cursor;
    }

    @Override
    public int wordIndex() {
      return 0;
    }

    @Override
    public java.util.List<String> words() {
      return java.util.List.of(line);
    }
  }
}
