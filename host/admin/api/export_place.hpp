// A place among the exports, of which each holds a worker of the admin interface for as long as it is read. Held by the
// answer's stream. Any thread.
#pragma once
#include <memory>

#include "admin/api/call.hpp"

namespace mooring::host::admin {

class ExportPlace {
 public:
  explicit ExportPlace(Admin& admin) : admin_(admin), taken_(++admin.exports <= limits::kExportsAtOnceMax) {}
  ExportPlace(const ExportPlace&) = delete;
  ExportPlace& operator=(const ExportPlace&) = delete;
  ~ExportPlace() { --admin_.exports; }
  bool taken() const { return taken_; }

 private:
  Admin& admin_;
  const bool taken_;
};

// Null: there is none; the answer is exports_busy.
inline std::shared_ptr<ExportPlace> take_export_place(Admin& admin) {
  auto place = std::make_shared<ExportPlace>(admin);
  return place->taken() ? place : nullptr;
}

inline tl::unexpected<Problem> refuse_export() {
  return refuse("exports_busy", "Other exports are under way", "Wait until they are read, then try again");
}

}  // namespace mooring::host::admin
