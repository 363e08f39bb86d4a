// Which alerts a destination wants.
#include "alerts/rules.hpp"

#include <catch2/catch.hpp>

using namespace mooring::host;

TEST_CASE("a connection is named by its id, or as the configuration declares it") {
  AlertRules rules;
  rules.connections = {"acme-na"};
  Alert alert;
  alert.kind = AlertKind::schedule;
  CHECK_FALSE(matches(rules, alert));  // of no connection
  alert.connection = {"con_1", "Acme", "", "acme-na"};
  CHECK(matches(rules, alert));
  alert.connection->declared_as = "acme-eu";
  CHECK_FALSE(matches(rules, alert));
  alert.connection->declared_as.clear();
  rules.connections = {""};
  CHECK_FALSE(matches(rules, alert));  // what no file declares has no name there
  rules.connections = {"acme-na", "con_1"};
  CHECK(matches(rules, alert));
}
