package org.ikev2d.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.auth.SharedKeyMic;
import org.ikev2d.crypto.PpkDerivation;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.PostQuantumKey;
import org.ikev2d.port.PreSharedKeys;
import org.ikev2d.sa.IkeSaState.AuthAwaited;
import org.ikev2d.sa.IkeSaState.AuthSent;
import org.ikev2d.sa.IkeSaState.InitSent;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Trait;
import org.ikev2d.sa.Transcript;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.NotifyType;

/**
 * Post-quantum preshared keys (RFC 8784): mixed into SK_d, SK_pi and SK_pr before IKE_AUTH, so that
 * who breaks the key exchange one day still lacks them.
 */
final class Ppk implements Contributor {
  /** PPK_ID_FIXED (RFC 8784 section 5.1). */
  private static final int FIXED = 2;

  /** Both sides can do it. */
  record Agreed() implements Trait {}

  /** Responder: the initiator's PPK is in the keys, and is to be told so. */
  record Used() implements Trait {}

  /**
   * Initiator: a PPK is in the keys of the IKE SA; the plain ones are for a responder without it.
   *
   * @param skD SK_d without it
   * @param transcript the same with SK_pi and SK_pr without it
   */
  record Mixing(PostQuantumKey ppk, Secret skD, Transcript transcript) implements Trait {
    void close() {
      skD.close();
      transcript.close();
    }
  }

  @Override
  public List<Payload> trailing(Stage stage, Turn turn) {
    boolean offered =
        switch (stage) {
          case INIT_REQUEST ->
              turn.sa().state() instanceof InitSent sent && !keys(turn, sent.rule()).isEmpty();
          case INIT_RESPONSE -> turn.traits().has(Agreed.class);
          default -> false;
        };
    if (offered) {
      return List.of(NotifyPayload.of(NotifyType.USE_PPK));
    }
    if (stage == Stage.AUTH_RESPONSE && turn.traits().has(Used.class)) {
      return List.of(NotifyPayload.of(NotifyType.PPK_IDENTITY));
    }
    Optional<Mixing> mixing = turn.traits().get(Mixing.class);
    return stage == Stage.AUTH_REQUEST
            && mixing.isPresent()
            && turn.sa().state() instanceof AuthSent sent
        ? identity(turn, sent, mixing.get())
        : List.of();
  }

  private static List<Payload> identity(Turn turn, AuthSent sent, Mixing mixing) {
    Optional<Secret> key =
        turn.context().policy().preSharedKeys(sent.rule().label()).map(PreSharedKeys::local);
    return identity(turn, sent, mixing, key);
  }

  /**
   * Which PPK we mean and, if we can do without it, a proof for a peer that has not got it.
   *
   * @param key with which that proof is made
   */
  private static List<Payload> identity(
      Turn turn, AuthSent sent, Mixing mixing, Optional<Secret> key) {
    List<Payload> payloads = new ArrayList<>();
    Bytes id = Bytes.concat(Bytes.of(FIXED), mixing.ppk().id());
    payloads.add(NotifyPayload.of(NotifyType.PPK_IDENTITY, id));
    if (!isRequired(turn, sent.rule())) {
      Prf prf = sent.keyed().prf();
      byte[] octets = mixing.transcript().ownOctets(prf, sent.ownId());
      key.map(shared -> SharedKeyMic.sign(prf, shared, octets))
          .ifPresent(mic -> payloads.add(NotifyPayload.of(NotifyType.NO_PPK_AUTH, mic.data())));
    }
    return payloads;
  }

  @Override
  public void read(Stage stage, Message message, Turn turn) {
    boolean wanted =
        switch (stage) {
          case INIT_REQUEST ->
              turn.context().policy().candidates(turn.sa().path()).stream()
                  .anyMatch(rule -> !keys(turn, rule).isEmpty());
          case INIT_RESPONSE ->
              turn.sa().state() instanceof InitSent sent && !keys(turn, sent.rule()).isEmpty();
          default -> false;
        };
    if (wanted && message.hasNotify(NotifyType.USE_PPK)) {
      turn.learn(new Agreed());
    }
  }

  private static List<PostQuantumKey> keys(Turn turn, PeerRule rule) {
    return turn.context().policy().postQuantumKeys(rule.label());
  }

  /** With a signature there is one proof only, which has the PPK in it. */
  private static boolean isRequired(Turn turn, PeerRule rule) {
    List<PostQuantumKey> keys = keys(turn, rule);
    return keys.stream().anyMatch(PostQuantumKey::required)
        || !keys.isEmpty() && rule.localAuth().isSignature();
  }

  /** Initiator: why IKE_AUTH must not even be begun. */
  static Optional<Refusal> missing(Turn turn, PeerRule rule) {
    boolean required = keys(turn, rule).stream().anyMatch(PostQuantumKey::required);
    return required && !turn.traits().has(Agreed.class)
        ? Optional.of(refused(rule, "the peer knows no post-quantum preshared keys"))
        : Optional.empty();
  }

  /**
   * Initiator: the keys with which IKE_AUTH goes on. With EAP the first proof of the responder is
   * without the PPK, which the initiator names in its last request (RFC 8784 section 3).
   */
  static Keying.Result mixed(Turn turn, PeerRule rule, Keying.Result keys) {
    return rule.localAuth().isEap() ? keys : mix(turn, rule, keys);
  }

  /** Initiator: the state with which its AUTH payload is made once EAP is over. */
  static AuthSent mixed(Turn turn, AuthSent sent) {
    Keying.Result keys = mix(turn, sent.rule(), new Keying.Result(sent.keyed(), sent.transcript()));
    AuthSent mixed =
        new AuthSent(keys.keyed(), keys.transcript(), sent.rule(), sent.ownId(), sent.child());
    turn.become(mixed);
    return mixed;
  }

  /** Initiator: what goes with that AUTH payload. */
  static List<Payload> withEap(Turn turn, AuthSent sent, Secret msk) {
    return turn.traits()
        .get(Mixing.class)
        .map(mixing -> identity(turn, sent, mixing, Optional.of(msk)))
        .orElse(List.of());
  }

  private static Keying.Result mix(Turn turn, PeerRule rule, Keying.Result keys) {
    Optional<PostQuantumKey> ppk = keys(turn, rule).stream().findFirst();
    if (ppk.isEmpty() || !turn.traits().has(Agreed.class)) {
      return keys;
    }
    turn.learn(new Mixing(ppk.get(), keys.keyed().skD(), keys.transcript()));
    return mixed(keys.keyed(), keys.transcript(), ppk.get());
  }

  private static Keying.Result mixed(Keyed keyed, Transcript transcript, PostQuantumKey ppk) {
    Prf prf = keyed.prf();
    return new Keying.Result(
        new Keyed(
            keyed.suite(), prf, PpkDerivation.mixed(prf, ppk.key(), keyed.skD()), keyed.envelope()),
        transcript.withKeys(
            PpkDerivation.mixed(prf, ppk.key(), transcript.ownSkP()),
            PpkDerivation.mixed(prf, ppk.key(), transcript.peerSkP())));
  }

  /** Initiator: why the answer must not be taken. */
  static Optional<Refusal> unmet(Turn turn, AuthSent sent, Message answer) {
    boolean bad =
        turn.traits().has(Mixing.class)
            && !answer.hasNotify(NotifyType.PPK_IDENTITY)
            && isRequired(turn, sent.rule());
    return bad
        ? Optional.of(refused(sent.rule(), "the peer has not used the post-quantum preshared key"))
        : Optional.empty();
  }

  /** Initiator: the state with the keys that the responder has used. */
  static AuthSent settled(Turn turn, AuthSent sent, Message answer) {
    Optional<Mixing> mixing = turn.traits().get(Mixing.class);
    if (mixing.isEmpty()) {
      return sent;
    }
    if (answer.hasNotify(NotifyType.PPK_IDENTITY)) {
      used(turn, mixing.get().ppk());
      forget(turn);
      return sent;
    }
    Keyed keyed = sent.keyed();
    AuthSent plain =
        new AuthSent(
            new Keyed(keyed.suite(), keyed.prf(), mixing.get().skD(), keyed.envelope()),
            mixing.get().transcript(),
            sent.rule(),
            sent.ownId(),
            sent.child());
    keyed.skD().close();
    sent.transcript().close();
    turn.update(s -> s.withTraits(s.traits().without(Mixing.class)));
    turn.become(plain);
    turn.emit(IkeEvent.warn("ppk.unused").with("why", "the peer has not got it"));
    return plain;
  }

  /** The plain keys are of no use any more. */
  static void forget(Turn turn) {
    turn.traits().get(Mixing.class).ifPresent(Mixing::close);
    turn.update(s -> s.withTraits(s.traits().without(Mixing.class)));
  }

  /**
   * What the responder goes on with.
   *
   * @param message with the proof that fits the keys
   */
  record Outcome(AuthAwaited state, Message message, Optional<Refusal> refusal) {}

  /** Responder: mixes the PPK in that the initiator means. */
  static Outcome answer(Turn turn, AuthAwaited state, PeerRule rule, Message message) {
    boolean required = keys(turn, rule).stream().anyMatch(PostQuantumKey::required);
    Optional<Bytes> id =
        turn.traits().has(Agreed.class)
            ? message.notifies(NotifyType.PPK_IDENTITY).map(NotifyPayload::data).findFirst()
            : Optional.empty();
    Optional<PostQuantumKey> found =
        id.filter(i -> i.length() > 1)
            .flatMap(i ->
                keys(turn, rule).stream()
                    .filter(k -> k.id().equals(i.slice(1, i.length())))
                    .findFirst());
    if (found.isPresent()) {
      return new Outcome(mix(turn, state, found.get()), message, Optional.empty());
    }
    if (required) {
      String why =
          id.isPresent()
              ? "the post-quantum preshared key that the peer names is not here"
              : "the peer uses no post-quantum preshared key";
      return new Outcome(state, message, Optional.of(refused(rule, why)));
    }
    return id.isEmpty()
        ? new Outcome(state, message, Optional.empty())
        : without(turn, state, rule, message);
  }

  private static AuthAwaited mix(Turn turn, AuthAwaited state, PostQuantumKey ppk) {
    Keying.Result keys = mixed(state.keyed(), state.transcript(), ppk);
    state.keyed().skD().close();
    state.transcript().close();
    AuthAwaited next =
        new AuthAwaited(keys.keyed(), keys.transcript(), state.candidates(), state.request());
    turn.become(next);
    turn.learn(new Used());
    used(turn, ppk);
    return next;
  }

  /** The proof that the initiator has made without its PPK takes the place of the other. */
  private static Outcome without(Turn turn, AuthAwaited state, PeerRule rule, Message message) {
    Optional<Bytes> plain =
        message.notifies(NotifyType.NO_PPK_AUTH).map(NotifyPayload::data).findFirst();
    if (plain.isEmpty()) {
      String why = "the post-quantum preshared key that the peer needs is not here";
      return new Outcome(state, message, Optional.of(refused(rule, why)));
    }
    List<Payload> payloads =
        message.payloads().stream()
            .map(p -> p instanceof AuthPayload a ? new AuthPayload(a.method(), plain.get()) : p)
            .toList();
    turn.emit(IkeEvent.warn("ppk.unused").with("why", "it is not here"));
    return new Outcome(state, new Message(message.header(), payloads), Optional.empty());
  }

  private static void used(Turn turn, PostQuantumKey ppk) {
    turn.emit(IkeEvent.info("ppk.used").with("id", ppk.id().toText()));
  }

  private static Refusal refused(PeerRule rule, String why) {
    return new Refusal.NotAuthenticated(rule.label(), "-", why);
  }
}
