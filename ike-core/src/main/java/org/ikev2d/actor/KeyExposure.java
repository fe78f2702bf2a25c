package org.ikev2d.actor;

import org.ikev2d.crypto.IkeKeys;
import org.ikev2d.crypto.IkeSuite;
import org.ikev2d.wire.IkeSpi;

/** Takes the keys of each new IKE SA: a debugging aid that is off unless asked for. */
@FunctionalInterface
public interface KeyExposure {
  /** The keys may be read during the call only. */
  void expose(IkeSpi initiator, IkeSpi responder, IkeSuite suite, IkeKeys keys);

  /** Shows them to nobody. */
  KeyExposure NONE = (initiator, responder, suite, keys) -> {};
}
