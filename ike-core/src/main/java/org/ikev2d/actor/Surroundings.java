package org.ikev2d.actor;

import java.security.SecureRandom;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.DatagramOut;
import org.ikev2d.port.EventSink;
import org.ikev2d.port.PolicyBase;
import org.ikev2d.port.PolicyBindings;
import org.ikev2d.port.Sadb;
import org.ikev2d.port.Timers;

/**
 * All that an endpoint needs of the world.
 *
 * @param policy asked anew at each step, so that a reload takes effect at once
 * @param credentials asked by lookups and workers, but for its announcement
 * @param executor runs the steps of IKE SAs; virtual threads in a daemon, the caller in a simulator
 * @param lookups run what waits for servers, such as those of revocation: however many of them
 *     hang, none waits for another; virtual threads in a daemon
 * @param workers run what may block for long outside Java, such as a slow signature: a pool
 * @param tokens run what waits for devices, so that one that does not answer keeps no worker
 */
public record Surroundings(
    Crypto crypto,
    Supplier<PolicyBase> policy,
    Credentials credentials,
    PolicyBindings bindings,
    Sadb sadb,
    Timers timers,
    SecureRandom random,
    MessageCodec codec,
    DatagramOut out,
    EventSink sink,
    KeyExposure keys,
    Executor executor,
    Executor lookups,
    Executor workers,
    Executor tokens) {}
