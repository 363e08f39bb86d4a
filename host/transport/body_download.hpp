// A body on its way to disk: written as it comes, and, when it is gzip, unpacked once to see that it is whole. Whoever
// reads it unpacks it again; a cut or broken document is found here, where it can still be asked for again.
// Internal to CurlTransport; lives on its thread.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "transport/gunzip.hpp"
#include "transport/spooled_body.hpp"
#include "transport/transport.hpp"

namespace mooring::host {

class BodyDownload {
 public:
  struct Broken {
    TransportErrorKind kind;
    std::string message;
  };

  BodyDownload(std::string folder, uint64_t bytes_max);
  std::optional<Broken> append(std::string_view piece);
  tl::expected<std::shared_ptr<SpooledBody>, Broken> finish();

 private:
  std::optional<Broken> open();
  std::optional<Broken> check(std::string_view piece);

  std::string folder_;
  uint64_t bytes_max_;
  std::shared_ptr<SpooledBody> body_;
  std::string first_bytes_;  // until there are enough to tell gzip
  std::optional<Gunzip> gunzip_;
};

}  // namespace mooring::host
