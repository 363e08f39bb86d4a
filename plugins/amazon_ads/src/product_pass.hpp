// What a run that reads one advertising product after the other does with failures: a product that Amazon does not offer is a
// notice, any other failure waits until the other products were read, and then fails the run. One thread, one run.
#pragma once
#include <mooring/plugin.hpp>
#include <optional>
#include <vector>

#include "products.hpp"

namespace amazon_ads {

// Amazon does not offer the product to the profile. Thrown between a request and ProductPass.
class NotOffered {
 public:
  NotOffered(Product product, mooring::Failure why) : product_(product), why_(std::move(why)) {}
  Product product() const { return product_; }
  const mooring::Failure& why() const { return why_; }

 private:
  Product product_;
  mooring::Failure why_;
};

// Throws NotOffered or refusal() unless the status is good.
void require_ok(const mooring::HttpResponse& answer, Product product);

class ProductPass {
 public:
  // Reads one product: what it throws is noted, unless it ends the run; a notice is told.
  mooring::Task<> read(mooring::Context& ctx, mooring::Task<std::optional<mooring::Notice>> product);

  // What a product's reading threw.
  void note(const mooring::Failure& failure) {
    if (!first_failure_) first_failure_ = failure;
  }
  void note_success() { ++good_; }
  // The notice that goes with it.
  mooring::Notice note(const NotOffered& absence);
  // Throws the first failure; when no product is offered, the first refusal.
  void finish() const;

 private:
  std::optional<mooring::Failure> first_failure_, first_absence_;
  size_t good_ = 0;
};

}  // namespace amazon_ads
