// What is known of a slot (a stream of a connection, or one marketplace of it) beside its cursor: when it was first
// wanted, how far its data reaches, and how often its runs brought something. A fed stream has a row too: its data reaches
// as far as its own records do. Called inside Database::read or Database::write, like the functions of rows.hpp.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/database.hpp"

namespace mooring::host {

struct SlotFactsRow {
  std::string connection_id, stream, marketplace{};
  std::optional<Timestamp> first_wanted_at{};   // when it was first seen wanted, while it had never been read
  std::optional<Timestamp> covered_until{};     // every part of it that is still read reaches here; exclusive
  std::optional<Timestamp> newest_record_at{};  // the largest time_field that it was given
  // Its planned runs (sync/yield.hpp):
  std::string
      run_outcomes{};      // "1": brought rows, "0": did not; the oldest first, without the present silence
  int64_t empty_runs = 0;  // of the present silence
  std::optional<Timestamp> last_rows_at{};
  int64_t longest_silence_us = 0;
  std::optional<Timestamp> longest_silence_at{};
  std::optional<Timestamp> empty_since{};  // people were told: it brings nothing since
};

}  // namespace mooring::host

namespace mooring::host::rows {

std::optional<SlotFactsRow> find_slot_facts(Session&, const std::string& connection_id,
                                            const std::string& stream, const std::string& marketplace);
std::vector<SlotFactsRow> list_slot_facts(Session&, const std::string& connection_id);
std::vector<SlotFactsRow> list_all_slot_facts(Session&);

// Each writes its own columns only, and makes the row where there is none.
void set_first_wanted(Session&, const std::string& connection_id, const std::string& stream,
                      const std::string& marketplace, std::optional<Timestamp> at);
void raise_newest_record(Session&, const std::string& connection_id, const std::string& stream,
                         const std::string& marketplace, Timestamp at);
// From the coverage, as it stands in this transaction: the least of where its parts end. Holes before it are the
// coverage's matter. A part that ends long before the furthest one is not read any more and holds nothing back.
void refresh_covered_until(Session&, const std::string& connection_id, const std::string& stream,
                           const std::string& marketplace);
void put_yield(Session&, const SlotFactsRow&);  // run_outcomes and what follows it

}  // namespace mooring::host::rows
