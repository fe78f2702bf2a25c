/** Datagrams at random, and good ones spoiled, for whoever listens on IKE's ports. */
@org.jspecify.annotations.NullMarked
package org.ikev2d.fuzz;
