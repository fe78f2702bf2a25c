package org.ikev2d.kernel.pfkey;

import java.util.List;
import java.util.Optional;
import org.ikev2d.kernel.SaReport;
import org.ikev2d.kernel.msg.ExtKind;
import org.ikev2d.kernel.msg.IpsecRequest;
import org.ikev2d.kernel.msg.SadbExtension;
import org.ikev2d.kernel.msg.SadbExtension.Policy;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.kernel.msg.Sockaddr;
import org.ikev2d.port.Direction;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.KernelPolicy.Template;
import org.ikev2d.port.Spd;
import org.ikev2d.wire.ProtocolId;

/** Policies as Linux wants and tells them. */
final class PolicyRequests {
  /** Above, and for zero, Linux replaces the reqid of a unique policy by one of its own. */
  private static final int MAX_REQID = 16_383;

  private static final int IPPROTO_ESP = 50;
  private static final int IPPROTO_AH = 51;
  private static final int IPPROTO_COMP = 108;

  private PolicyRequests() {}

  /** What PF_KEY cannot express about a policy, if anything. */
  static Optional<String> problem(KernelPolicy policy) {
    return SelectorMapper.problem(policy.source(), policy.destination())
        .or(() -> policy.template().flatMap(PolicyRequests::problem))
        .or(() ->
            policy.discard() && policy.template().isPresent()
                ? Optional.of("a policy that discards has no template")
                : Optional.empty());
  }

  private static Optional<String> problem(Template template) {
    if (template.reqid() < 0 || template.reqid() > MAX_REQID) {
      return Optional.of("reqid " + template.reqid() + " is not within 0 to " + MAX_REQID);
    }
    if (template.mode() == IpsecMode.TRANSPORT) {
      return Optional.empty();
    }
    if (template.source().isEmpty() || template.destination().isEmpty()) {
      return Optional.of("a tunnel needs both outer addresses");
    }
    boolean sameFamily =
        template.source().get().getAddress().length
            == template.destination().get().getAddress().length;
    return sameFamily
        ? Optional.empty()
        : Optional.of("the outer addresses of a tunnel are of one family");
  }

  static List<SadbExtension> add(KernelPolicy policy) {
    int type = policy.discard() ? Policy.DISCARD : Policy.NONE;
    // Without a request Linux would turn type ipsec into none, that is, let everything pass.
    List<IpsecRequest> requests = policy.template().map(PolicyRequests::request).stream().toList();
    SelectorMapper.Pair selector = SelectorMapper.of(policy.source(), policy.destination());
    return List.of(
        selector.source(),
        selector.destination(),
        new Policy(
            requests.isEmpty() ? type : Policy.IPSEC,
            Directions.code(policy.direction()),
            0,
            policy.priority(),
            requests));
  }

  /** A policy is known by selector and direction alone. */
  static List<SadbExtension> delete(KernelPolicy policy) {
    SelectorMapper.Pair selector = SelectorMapper.of(policy.source(), policy.destination());
    return List.of(
        selector.source(),
        selector.destination(),
        new Policy(Policy.NONE, Directions.code(policy.direction()), 0, 0, List.of()));
  }

  static List<SadbExtension> get(int id) {
    return List.of(new Policy(Policy.NONE, 0, id, 0, List.of()));
  }

  private static IpsecRequest request(Template template) {
    boolean tunnel = template.mode() == IpsecMode.TUNNEL;
    Optional<IpsecRequest.Endpoints> endpoints =
        tunnel
            ? template
                .source()
                .flatMap(s ->
                    template
                        .destination()
                        .map(d -> new IpsecRequest.Endpoints(Sockaddr.of(s), Sockaddr.of(d))))
            : Optional.empty();
    return new IpsecRequest(
        template.protocol().equals(ProtocolId.AH) ? IPPROTO_AH : IPPROTO_ESP,
        tunnel ? IpsecRequest.MODE_TUNNEL : IpsecRequest.MODE_TRANSPORT,
        template.reqid() == 0 ? IpsecRequest.LEVEL_REQUIRE : IpsecRequest.LEVEL_UNIQUE,
        template.reqid(),
        endpoints);
  }

  /**
   * The policy that a reply describes; empty for one of a single socket, and where the message
   * describes none. Of several requests the first is told.
   */
  static Optional<Spd.Installed> installed(SadbMessage message) {
    Optional<Policy> policy = message.find(Policy.class);
    Optional<Direction> direction = policy.flatMap(p -> Directions.of(p.direction()));
    Optional<SelectorMapper.Selectors> selectors =
        message
            .find(SadbExtension.Address.class, ExtKind.ADDRESS_SRC)
            .flatMap(s ->
                message
                    .find(SadbExtension.Address.class, ExtKind.ADDRESS_DST)
                    .map(d -> SelectorMapper.selectors(s, d)));
    if (policy.isEmpty() || direction.isEmpty() || selectors.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Spd.Installed(
            policy.get().id(),
            new KernelPolicy(
                direction.get(),
                selectors.get().source(),
                selectors.get().destination(),
                policy.get().priority(),
                policy.get().type() == Policy.DISCARD,
                policy.get().requests().stream().findFirst().map(PolicyRequests::template))));
  }

  private static Template template(IpsecRequest request) {
    ProtocolId protocol =
        switch (request.protocol()) {
          case IPPROTO_ESP -> ProtocolId.ESP;
          case IPPROTO_AH -> ProtocolId.AH;
          case IPPROTO_COMP -> SaReport.IPCOMP;
          default -> new ProtocolId(request.protocol());
        };
    return new Template(
        protocol,
        request.mode() == IpsecRequest.MODE_TUNNEL ? IpsecMode.TUNNEL : IpsecMode.TRANSPORT,
        request.endpoints().map(e -> e.source().toInetAddress()),
        request.endpoints().map(e -> e.destination().toInetAddress()),
        request.reqid());
  }
}
