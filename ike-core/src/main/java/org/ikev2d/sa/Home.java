package org.ikev2d.sa;

import org.ikev2d.port.Path;

/**
 * The IKE SA has moved to other addresses since it was made.
 *
 * @param path on which it was made, whose addresses policies name
 */
public record Home(Path path) implements Trait {}
