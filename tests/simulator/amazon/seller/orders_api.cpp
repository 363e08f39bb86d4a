#include "seller/operations.hpp"

namespace mooring::amazon_simulator::seller {

Reply search_orders(const Call& call) {
  return call.search.answer(call.seller, call.request.query, call.subject);
}

Reply get_order(const Call& call) {
  return call.search.answer_one(call.seller, call.parameter, call.request.query);
}

}  // namespace mooring::amazon_simulator::seller
