package org.ikev2d.kernel.journal;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelAlgorithms;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelEvent;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaMove;
import org.ikev2d.port.SaStatus;
import org.ikev2d.port.Sadb;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;

/** Any SADB, with a journal of what is put into it. */
public final class JournaledSadb implements Sadb {
  private static final int ESRCH = 3;

  private final Sadb sadb;
  private final Journal journal;

  public JournaledSadb(Sadb sadb, Journal journal) {
    this.sadb = sadb;
    this.journal = journal;
  }

  @Override
  public String name() {
    return sadb.name();
  }

  @Override
  public KernelAlgorithms algorithms() {
    return sadb.algorithms();
  }

  /** The SPI is known only afterwards; a reservation lost in between ends by itself. */
  @Override
  public KernelAnswer<ChildSpi> reserve(
      ProtocolId protocol, InetAddress source, InetAddress destination, IpsecMode mode, int reqid) {
    KernelAnswer<ChildSpi> answer = sadb.reserve(protocol, source, destination, mode, reqid);
    if (answer instanceof KernelAnswer.Done<ChildSpi>(ChildSpi spi)) {
      journal.add(new SaId(protocol, spi, source, destination), reqid);
    }
    return answer;
  }

  @Override
  public KernelAnswer<SaId> install(KernelSa sa) {
    boolean known = journal.contains(sa.id());
    journal.add(sa.id(), sa.reqid());
    KernelAnswer<SaId> answer = sadb.install(sa);
    if (answer instanceof KernelAnswer.Refused && !known) {
      journal.remove(sa.id());
    }
    return answer;
  }

  /** Both names are known while it is open which of them is right. */
  @Override
  public KernelAnswer<List<SaId>> move(SaMove move) {
    List<SaId> changing =
        move.sas().stream().filter(id -> !journal.contains(move.renamed(id))).toList();
    changing.forEach(id -> journal.add(move.renamed(id), move.reqid()));
    KernelAnswer<List<SaId>> answer = sadb.move(move);
    boolean done = answer instanceof KernelAnswer.Done;
    changing.forEach(id -> journal.remove(done ? id : move.renamed(id)));
    return answer;
  }

  @Override
  public KernelAnswer<SaId> delete(SaId id) {
    KernelAnswer<SaId> answer = sadb.delete(id);
    boolean gone =
        switch (answer) {
          case KernelAnswer.Done<SaId> done -> true;
          case KernelAnswer.Refused<SaId> refused -> refused.errno() == ESRCH;
        };
    if (gone) {
      journal.remove(id);
    }
    return answer;
  }

  @Override
  public KernelAnswer<SaStatus> get(SaId id) {
    return sadb.get(id);
  }

  @Override
  public KernelAnswer<List<SaStatus>> dump(ProtocolId protocol) {
    return sadb.dump(protocol);
  }

  @Override
  public void listen(Consumer<KernelEvent> listener) {
    sadb.listen(event -> {
      if (event instanceof KernelEvent.Expire(SaId id, boolean hard) && hard) {
        journal.remove(id);
      }
      listener.accept(event);
    });
  }

  /** Closes the SADB; the journal may serve an SPD too and is its owner's to close. */
  @Override
  public void close() {
    sadb.close();
  }
}
