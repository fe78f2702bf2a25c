package org.ikev2d.daemon;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;
import org.ikev2d.port.EventSink;
import org.ikev2d.port.IkeEvent;
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

/** Any SADB, with an event for every change, for the log's category pfkey and for monitors. */
record ObservedSadb(Sadb sadb, EventSink events) implements Sadb {
  @Override
  public String name() {
    return sadb.name();
  }

  @Override
  public KernelAlgorithms algorithms() {
    return sadb.algorithms();
  }

  @Override
  public KernelAnswer<ChildSpi> reserve(
      ProtocolId protocol, InetAddress source, InetAddress destination, IpsecMode mode, int reqid) {
    KernelAnswer<ChildSpi> answer = sadb.reserve(protocol, source, destination, mode, reqid);
    IkeEvent event =
        IkeEvent.debug("sadb.reserve")
            .with("protocol", protocol)
            .with("src", source.getHostAddress())
            .with("dst", destination.getHostAddress());
    events.emit(
        answer instanceof KernelAnswer.Done<ChildSpi>(ChildSpi spi)
            ? event.with("spi", spi)
            : outcome(event, answer));
    return answer;
  }

  @Override
  public KernelAnswer<SaId> install(KernelSa sa) {
    KernelAnswer<SaId> answer = sadb.install(sa);
    events.emit(
        outcome(
            named("sadb.install", sa.id())
                .with("direction", sa.inbound() ? "in" : "out")
                .with("mode", sa.mode())
                .with("reqid", sa.reqid()),
            answer));
    return answer;
  }

  @Override
  public KernelAnswer<List<SaId>> move(SaMove move) {
    KernelAnswer<List<SaId>> answer = sadb.move(move);
    for (SaId id : move.sas()) {
      events.emit(
          outcome(
              named("sadb.move", id)
                  .with("to_src", move.source().getHostAddress())
                  .with("to_dst", move.destination().getHostAddress())
                  .with(
                      "ports",
                      move.encapsulation()
                          .map(e -> e.sourcePort() + "->" + e.destinationPort())
                          .orElse("none")),
              answer));
    }
    return answer;
  }

  @Override
  public KernelAnswer<SaId> delete(SaId id) {
    KernelAnswer<SaId> answer = sadb.delete(id);
    events.emit(outcome(named("sadb.delete", id), answer));
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
      events.emit(
          switch (event) {
            case KernelEvent.Acquire acquire ->
                IkeEvent.debug("sadb.acquire")
                    .with("protocol", acquire.protocol())
                    .with("src", acquire.source().getHostAddress())
                    .with("dst", acquire.destination().getHostAddress())
                    .with("policy", acquire.policyId());
            case KernelEvent.Expire expire ->
                named("sadb.expire", expire.id()).with("lifetime", expire.hard() ? "hard" : "soft");
            case KernelEvent.Mapping mapping ->
                named("sadb.mapping", mapping.id())
                    .with("address", mapping.newAddress().getHostAddress())
                    .with("port", mapping.newPort());
          });
      listener.accept(event);
    });
  }

  private static IkeEvent named(String name, SaId id) {
    return IkeEvent.debug(name)
        .with("protocol", id.protocol())
        .with("spi", id.spi())
        .with("src", id.source().getHostAddress())
        .with("dst", id.destination().getHostAddress());
  }

  private static IkeEvent outcome(IkeEvent event, KernelAnswer<?> answer) {
    return answer instanceof KernelAnswer.Refused<?> refused
        ? event.with("errno", refused.errno()).with("why", refused.reason())
        : event;
  }

  @Override
  public void close() {
    sadb.close();
  }
}
