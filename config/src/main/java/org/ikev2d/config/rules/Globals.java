package org.ikev2d.config.rules;

import java.util.List;
import org.ikev2d.port.IkeXform;
import org.ikev2d.wire.GroupId;

/**
 * What holds outside rules at one point of an ikev2.config.
 *
 * @param xforms the transforms of rules that have none of their own
 */
public record Globals(
    List<IkeXform> xforms, Limits limits, List<GroupId> childPfs, List<GroupId> childAdditional) {
  /** At the top of a file. */
  static final Globals NONE = new Globals(List.of(), Limits.NONE, List.of(), List.of());

  public Globals {
    xforms = List.copyOf(xforms);
    childPfs = List.copyOf(childPfs);
    childAdditional = List.copyOf(childAdditional);
  }
}
