#include "transport/body_download.hpp"

namespace mooring::host {
namespace {

// Deflate packs at most 1032 to 1, and a provider's report may come near: its size alone is what counts.
constexpr size_t kAnyRatio = 2000;

}  // namespace

BodyDownload::BodyDownload(std::string folder, uint64_t bytes_max)
    : folder_(std::move(folder)), bytes_max_(bytes_max) {}

std::optional<BodyDownload::Broken> BodyDownload::open() {
  if (body_) return std::nullopt;
  auto made = SpooledBody::create(folder_);
  if (!made) return Broken{TransportErrorKind::storage, describe(made.error())};
  body_ = std::move(*made);
  return std::nullopt;
}

std::optional<BodyDownload::Broken> BodyDownload::append(std::string_view piece) {
  if (auto broken = open()) return broken;
  if (piece.size() > bytes_max_ - body_->size_bytes())
    return Broken{TransportErrorKind::too_large,
                  "the answer is longer than " + std::to_string(bytes_max_) + " bytes"};
  if (auto kept = body_->append(piece.data(), piece.size()); !kept)
    return Broken{TransportErrorKind::storage, describe(kept.error())};
  if (gunzip_) return check(piece);
  if (first_bytes_.size() >= kGzipMark.size()) return std::nullopt;  // not gzip
  first_bytes_ += piece;
  if (!first_bytes_.starts_with(kGzipMark)) return std::nullopt;
  gunzip_.emplace(limits::kSpoolUnpackedBytesMax, kAnyRatio);
  return check(first_bytes_);
}

std::optional<BodyDownload::Broken> BodyDownload::check(std::string_view piece) {
  switch (gunzip_->check(piece)) {
    case Gunzip::Outcome::ok:
      return std::nullopt;
    case Gunzip::Outcome::too_large:
      return Broken{
          TransportErrorKind::too_large,
          "the answer unpacks to more than " + std::to_string(limits::kSpoolUnpackedBytesMax) + " bytes"};
    case Gunzip::Outcome::malformed:
      break;
  }
  return Broken{TransportErrorKind::malformed, "the answer's gzip data is broken"};
}

tl::expected<std::shared_ptr<SpooledBody>, BodyDownload::Broken> BodyDownload::finish() {
  if (auto broken = open()) return tl::unexpected<Broken>(std::move(*broken));  // also an empty body is one
  if (gunzip_ && gunzip_->finish() != Gunzip::Outcome::ok)
    return tl::unexpected<Broken>(
        Broken{TransportErrorKind::interrupted, "the answer's gzip data ends too early"});
  return std::move(body_);
}

}  // namespace mooring::host
