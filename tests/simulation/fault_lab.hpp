// One connection of one channel in a simulated host of its own, small enough that hours pass in a blink: what a fault strikes.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "badge/status.hpp"
#include "simulation/simulated_host.hpp"

namespace mooring::test {

class FaultLab {
 public:
  // Of which of its streams: empty: of what a channel is mostly used for; "reports": of a seller's reports and money; "vendor": of
  // a vendor's orders.
  FaultLab(const std::filesystem::path& plugins, const std::string& channel, const std::string& part = {});

  void begin();                          // the first sync
  void strike(const std::string& json);  // "{holder}" stands for whose grant it is; empty: the disk refuses
  void end_fault();
  void reconnect();  // as a person does
  bool struck();     // some request was spoiled

  host::ConnectionStatus look();  // exactly as the console does
  // Every stream was read that often, wholly, since then, and no latest run failed.
  bool read_since(host::Timestamp time, size_t times);
  std::vector<std::string> wrong_rows(size_t& compared);  // against the oracle, after read_since

  host::Timestamp now() const { return host.clock.now(); }
  const std::string& id() const { return account.connection_id; }
  const host::Manifest& manifest() const { return host.manifest(account.channel); }

  const std::string& part() const { return part_; }

  SimulatedHost host;
  SimulatedAccount account;

 private:
  struct Slot {
    std::string stream, marketplace;
  };
  std::vector<Slot> slots() const;
  std::vector<host::RunRow> good_runs(const Slot& slot, size_t limit);
  std::vector<std::string> wrong_orders(size_t& compared);
  std::vector<std::string> wrong_part(size_t& compared);
  std::vector<std::string> wrong_list(const Slot& slot, size_t& compared);
  std::vector<std::string> wrong_days(const Slot& slot, size_t& compared);

  const std::string part_;
  bool seller_;
};

}  // namespace mooring::test
