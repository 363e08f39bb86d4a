// searchOrders: the rules of its parameters, paging, and the pages themselves. Thread-safe.
#pragma once
#include <list>
#include <memory>
#include <mutex>

#include "http.hpp"
#include "order_json.hpp"
#include "world.hpp"

namespace mooring::amazon_simulator {

struct SearchQuery {
  bool by_update = false;
  int64_t after_us = 0, before_us = 0;
  std::vector<std::string> marketplace_ids, statuses, fulfilled_by;
  unsigned datasets = 0;
  int page_size = 100;
  uint64_t hash = 0;        // of all parameters but the page token
  int64_t snapshot_us = 0;  // when the first page was asked for: decides which orders belong
  size_t offset = 0;
};

// The parameters as a query, or what a 400 says.
host::Result<SearchQuery> parse_search(const World& world, const Seller& seller, const Fields& parameters);

class Search {
 public:
  explicit Search(World& world) : world_(world) {}
  Reply answer(const Seller& seller, const Fields& parameters, const Subject& subject);
  Reply answer_one(const Seller& seller, std::string_view order_id, const Fields& parameters);
  void forget();

 private:
  using Hits = std::shared_ptr<const std::vector<int64_t>>;
  struct Cached {
    std::string seller_id;
    uint64_t hash;
    int64_t snapshot_us, before_us;
    Hits hits;
  };
  Hits hits(const Seller& seller, const SearchQuery& query);
  Hits find_hits(const Seller& seller, const SearchQuery& query) const;

  static constexpr size_t kCachedMax = 16;
  World& world_;
  std::mutex mutex_;
  std::list<Cached> cached_;
};

std::string error_body(std::string_view code, std::string_view message, std::string_view details);

}  // namespace mooring::amazon_simulator
