// What becomes of an alert at a destination: sent now, held for a while, folded into another one, or not told at all.
// Called inside Database::write by the engine; the clock and the source of ids are the caller's.
//
//  - Within the quiet time of a subject (a kind and a connection) repeats are folded into one alert at its end. What is
//    more severe than what was told is told at once.
//  - What is held and over before its time is dropped. The end of something is told only where its beginning was.
//  - Where trouble is of some marketplaces of a stream, its end is of those that it names: for the others it goes on. What is
//    held is then one alert, whose text says what came first and what came later.
//  - What is part of an open incident that the destination hears of is folded into that.
#pragma once
#include <functional>
#include <string>

#include "alerts/alert.hpp"
#include "alerts/rules.hpp"
#include "store/rows_alerts.hpp"

namespace mooring::host {

class Outbox {
 public:
  Outbox(Session& session, Timestamp now, std::function<std::string()> new_delivery_id)
      : session_(session), now_(now), new_id_(std::move(new_delivery_id)) {}

  void offer(const AlertDestinationRow& destination, const AlertRules& rules, const Alert& alert);
  // One whose time has come: it is sent, or folded into an incident.
  void release(const AlertDestinationRow& destination, const AlertRules& rules, AlertDeliveryRow held);

 private:
  void offer_end(const AlertDestinationRow& destination, const Alert& alert);
  void end_held(AlertDeliveryRow held, const Alert& end);
  bool is_told(const AlertDestinationRow& destination, const Alert& end) const;
  void offer_trouble(const AlertDestinationRow& destination, const AlertRules& rules, const Alert& alert);
  void fold(AlertDeliveryRow held, const Alert& alert, Timestamp due_at);
  void insert(AlertDeliveryRow row);
  void drop(AlertDeliveryRow row, std::string reason);
  AlertDeliveryRow row_of(const AlertDestinationRow& destination, const Alert& alert) const;
  std::string incident_of(const AlertRules& rules, AlertKind kind, const std::string& badge,
                          const std::string& connection_id) const;

  Session& session_;
  const Timestamp now_;
  std::function<std::string()> new_id_;
};

}  // namespace mooring::host
