package org.ikev2d.kernel.journal;

import java.util.List;

/**
 * What a recovery removed from the kernel.
 *
 * @param problems what could not be removed and why; it stays in the journal
 */
public record Recovery(int sas, int policies, List<String> problems) {
  public Recovery {
    problems = List.copyOf(problems);
  }
}
