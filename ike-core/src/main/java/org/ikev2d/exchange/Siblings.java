package org.ikev2d.exchange;

import java.util.List;
import org.ikev2d.sa.IkeSa;

/** The IKE SAs that we have beside one, as they were after their last step. */
@FunctionalInterface
public interface Siblings {
  /**
   * The others between the same identities; none if they are so many that they are not one peer's.
   *
   * @param sa one that is established
   */
  List<IkeSa> of(IkeSa sa);
}
