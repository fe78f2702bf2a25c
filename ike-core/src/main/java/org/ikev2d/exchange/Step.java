package org.ikev2d.exchange;

import java.util.List;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSa;

/** What comes of an event: the IKE SA from now on, and what is to be done. */
public record Step(IkeSa next, List<Effect> effects) {
  public Step {
    effects = List.copyOf(effects);
  }
}
