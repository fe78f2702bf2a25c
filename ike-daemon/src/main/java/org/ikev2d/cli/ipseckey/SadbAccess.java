package org.ikev2d.cli.ipseckey;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.ikev2d.control.SadbType;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;

/** A SADB, wherever it is. */
interface SadbAccess extends AutoCloseable {
  /** For messages, such as {@code PF_KEY}. */
  String name();

  KernelAnswer<Listing> dump(SadbType type);

  KernelAnswer<SaId> delete(SaId id);

  /** Removes all SAs of the type, whoever installed them. */
  KernelAnswer<SadbType> flush(SadbType type);

  /**
   * Tells of changes until the program is ended.
   *
   * @param promiscuous also of what others ask, not only of what comes of it
   * @param text takes what is to be printed
   * @return why it ended
   */
  Optional<String> monitor(boolean promiscuous, boolean showKeys, Consumer<String> text);

  @Override
  void close();

  /**
   * @param keysShown whether the keys in it are the true ones
   */
  record Listing(List<SaStatus> sas, boolean keysShown) {
    public Listing {
      sas = List.copyOf(sas);
    }
  }
}
