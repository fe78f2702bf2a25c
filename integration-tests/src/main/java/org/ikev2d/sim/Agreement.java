package org.ikev2d.sim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ikev2d.negotiate.SelectorNarrowing;
import org.ikev2d.port.SaStatus;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.Purpose;
import org.ikev2d.wire.ChildSpi;

/** Compares what two nodes hold when nothing is under way. */
final class Agreement {
  private Agreement() {}

  /** IKE SAs by their SPIs, with their CHILD SAs named from the same side. */
  static Map<String, List<String>> asSeenBy(List<IkeSa> sas, boolean mirrored) {
    Map<String, List<String>> all = new TreeMap<>();
    for (IkeSa sa : sas) {
      List<String> children = new ArrayList<>();
      for (ChildSa c : sa.children().all()) {
        children.add(mirrored ? text(c, false) : text(c, true));
      }
      children.sort(null);
      all.put(sa.initiatorSpi() + "/" + sa.responderSpi() + " " + sa.state().label(), children);
    }
    return all;
  }

  private static String text(ChildSa c, boolean ownFirst) {
    var first = ownFirst ? c.inbound() : c.outbound();
    var second = ownFirst ? c.outbound() : c.inbound();
    var left = SelectorNarrowing.text(ownFirst ? c.local() : c.remote());
    var right = SelectorNarrowing.text(ownFirst ? c.remote() : c.local());
    return c.policy().name() + " " + first.spi() + "/" + second.spi() + " " + left + "=" + right;
  }

  /**
   * What one side has and the other has not. An IKE SA without CHILD SAs is passed over: one that
   * has lost against another may be known to one side only, for a while.
   */
  static Optional<String> differs(List<IkeSa> ofA, List<IkeSa> ofB) {
    // Behind a NAT each has another name for the other.
    Set<ChildSpi> inA = new HashSet<>();
    Set<ChildSpi> outB = new HashSet<>();
    ofA.forEach(s -> s.children().all().forEach(c -> inA.add(c.inbound().spi())));
    ofB.forEach(s -> s.children().all().forEach(c -> outB.add(c.outbound().spi())));
    return inA.equals(outB)
        ? Optional.empty()
        : Optional.of("A has " + asSeenBy(ofA, false) + " but B has " + asSeenBy(ofB, true));
  }

  /** Whether an IKE SA has nothing under way. */
  static boolean isQuiet(IkeSa sa) {
    return sa.isEstablished()
        && sa.queue().isEmpty()
        && sa.outbound().pending().stream().allMatch(p -> p.purpose() instanceof Purpose.Liveness)
        && sa.children().all().stream()
            .allMatch(c -> c.state() == ChildSa.ChildState.INSTALLED && c.rival().isEmpty());
  }

  /** What is not as it should be when nothing is under way. */
  static Stream<String> unsettled(List<IkeSa> sas) {
    List<String> all = new ArrayList<>();
    for (IkeSa sa : sas) {
      String name = "IKE SA " + sa.initiatorSpi() + " ";
      if (!sa.isEstablished()) {
        all.add(name + "is " + sa.state().label());
      }
      if (!sa.queue().isEmpty()) {
        all.add(name + "has tasks " + sa.queue());
      }
      if (sa.inbound().answers().size() > sa.inbound().window()) {
        all.add(name + "keeps " + sa.inbound().answers().size() + " answers");
      }
      sa.outbound().pending().stream()
          .filter(p -> !(p.purpose() instanceof Purpose.Liveness))
          .forEach(p -> all.add(name + "waits for an answer to " + p.purpose()));
      for (ChildSa child : sa.children().all()) {
        // Of several for the same traffic one may be for receiving only.
        boolean silent =
            sa.children().all().stream()
                .noneMatch(c -> c.reqid() == child.reqid() && c.held().isEmpty());
        if (child.state() != ChildSa.ChildState.INSTALLED || silent || child.rival().isPresent()) {
          all.add(
              "CHILD SA "
                  + child.spi()
                  + " is "
                  + child.state()
                  + (silent ? ", sends not" : "")
                  + (child.rival().isPresent() ? ", has a rival" : ""));
        }
      }
    }
    return all.stream();
  }

  /** SAs that are in the kernel and in no CHILD SA, or the other way round. */
  static Stream<String> kernelDiffers(List<ChildSa> children, List<SaStatus> sadb) {
    Set<String> ours =
        children.stream()
            .flatMap(c ->
                c.held().isPresent()
                    ? Stream.of(c.inbound())
                    : Stream.of(c.inbound(), c.outbound()))
            .map(id -> id + " MATURE")
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> kernels =
        sadb.stream()
            .map(s -> s.id() + " " + s.state())
            .collect(Collectors.toCollection(TreeSet::new));
    return ours.equals(kernels)
        ? Stream.empty()
        : Stream.of("has CHILD SAs " + ours + " but its kernel " + kernels);
  }
}
