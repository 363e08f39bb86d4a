#include "store/models.hpp"

namespace mooring::host {

const char* to_text(GrantState state) {
  switch (state) {
    case GrantState::active:
      return "active";
    case GrantState::rejected:
      return "rejected";
    case GrantState::revoked:
      return "revoked";
    case GrantState::superseded:
      return "superseded";
    case GrantState::withdrawn:
      return "withdrawn";
  }
  return "?";
}

const char* to_text(RunState state) {
  switch (state) {
    case RunState::queued:
      return "queued";
    case RunState::running:
      return "running";
    case RunState::succeeded:
      return "succeeded";
    case RunState::failed:
      return "failed";
    case RunState::cancelled:
      return "cancelled";
  }
  return "?";
}

const char* to_text(Severity severity) {
  switch (severity) {
    case Severity::info:
      return "info";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "?";
}

}  // namespace mooring::host
