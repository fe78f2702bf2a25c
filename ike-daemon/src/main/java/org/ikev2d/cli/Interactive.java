package org.ikev2d.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.ikev2d.control.LineWords;

/** The interactive mode of a tool: commands until {@code quit}, {@code exit} or the end. */
public final class Interactive {
  private Interactive() {}

  /**
   * Runs commands and gives the exit status of the tool.
   *
   * @param tool its name, which is the prompt too
   * @param command takes the words of one command, at least one
   */
  public static int run(
      String tool,
      InputStream in,
      PrintStream out,
      PrintStream err,
      Consumer<List<String>> command) {
    try {
      Prompt prompt = Prompt.of(in, out);
      Optional<String> line = line(tool, prompt);
      while (line.isPresent()) {
        List<String> words = LineWords.of(line.get());
        if (!words.isEmpty()) {
          if (words.getFirst().equals("quit") || words.getFirst().equals("exit")) {
            return 0;
          }
          command.accept(words);
        }
        line = line(tool, prompt);
      }
      return 0;
    } catch (IOException failed) {
      err.println(tool + ": cannot read commands: " + failed.getMessage());
      return 1;
    }
  }

  private static Optional<String> line(String tool, Prompt prompt) throws IOException {
    Optional<String> line = prompt.line(tool + "> ");
    while (line.isPresent() && LineWords.continues(line.get())) {
      String next = prompt.line("> ").orElse("");
      line = Optional.of(LineWords.joined(line.get(), next));
    }
    return line;
  }
}
