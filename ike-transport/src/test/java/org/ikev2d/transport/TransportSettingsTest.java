package org.ikev2d.transport;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TransportSettingsTest {
  @Test
  void refusesPortsThatCannotBe() {
    TransportSettings settings = TransportSettings.defaults();
    assertThatThrownBy(() -> settings.withPorts(65536, 4500))
        .hasMessage("ike_port 65536 is not 0 to 65535");
    assertThatThrownBy(() -> settings.withPorts(500, -1))
        .hasMessage("natt_port -1 is not 0 to 65535");
    assertThatThrownBy(() -> settings.withPorts(500, 500))
        .hasMessage("ike_port and natt_port are both 500");
    assertThatThrownBy(() -> settings.withMaxDatagram(65536))
        .hasMessage("maxDatagram 65536 is not 1 to 65535");
  }
}
