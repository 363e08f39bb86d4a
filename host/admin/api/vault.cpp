// The key that the stored secrets are sealed by.
#include "admin/api/handlers.hpp"
#include "admin/json/json.hpp"

namespace mooring::host::admin {

Answer post_key_rotation(Call& call) {
  auto report = call.admin.d.key_rotation.rotate(call.caller.actor);
  if (!report) return refuse(report.error());
  auto out = json_object();
  out->set("at", json_time(report->at));
  out->set("key_id", report->key_id);
  out->set("resealed", report->resealed);
  out->set("unreadable", report->unreadable);
  out->set("in_place", report->in_place);
  return json_response(200, out);
}

}  // namespace mooring::host::admin
