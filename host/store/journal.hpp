// Writing to the activity log. Fills in id and time, removes secrets, cuts to the limits and tells the event
// hub after the commit. Thread-safe; owned by the composition root. Reading and exporting: activity/.
#pragma once
#include "base/clock.hpp"
#include "base/event_hub.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "store/database.hpp"
#include "store/models.hpp"

namespace mooring::host {

class Journal {
 public:
  Journal(Database& database, const Clock& clock, Random& random, const Redactor& redactor, EventHub& events,
          Logger& logger);

  // As part of a larger transaction: call inside Database::write. Returns the entry's id.
  std::string append(Session& session, ActivityRow entry);
  // On its own, without waiting, from any thread; a failure to write is logged, never lost silently.
  void post(ActivityRow entry);

 private:
  void complete(ActivityRow& entry) const;

  Database& database_;
  const Clock& clock_;
  Random& random_;
  const Redactor& redactor_;
  EventHub& events_;
  Logger& logger_;
};

}  // namespace mooring::host
