package org.ikev2d.config.syntax;

import java.util.List;
import org.ikev2d.config.check.Position;

/** A part of ikev2.config. */
public sealed interface ConfigNode {
  Position at();

  /**
   * A keyword with its values.
   *
   * @param values none if they are missing, which has been reported then; an identity has one (a
   *     wildcard) or two (type and value), a cipher one or three (name, lowest and highest key
   *     length), addresses and lists of numbers one or more, all others one
   */
  record Statement(Keyword keyword, Position at, List<Token> values) implements ConfigNode {
    public Statement {
      values = List.copyOf(values);
    }

    /** Whether values are there. */
    public boolean complete() {
      return !values.isEmpty();
    }

    public Token value() {
      return values.getFirst();
    }
  }

  /** An {@code ikesa_xform}. */
  record Transform(Position at, List<Statement> fields) implements ConfigNode {
    public Transform {
      fields = List.copyOf(fields);
    }
  }

  /** A rule, whose parts are statements and transforms. */
  record Rule(Position at, List<ConfigNode> body) implements ConfigNode {
    public Rule {
      body = List.copyOf(body);
    }
  }
}
