#include "vendor/order_page.hpp"

#include "api.hpp"
#include "page_rows.hpp"
#include "vendor/orders.hpp"

namespace amazon_seller::vendor {

using amazon::Unreadable;
using mooring::HttpResponse;
using mooring::Rows;

OrderPage OrderPageReader::read(const HttpResponse& answer) {
  if (!answer.ok()) throw refusal(answer, kOrdersRole);
  if (const std::string instead = what_instead_of_json(answer.body()); !instead.empty())
    throw bad_answer(answer, "it is " + instead);
  forget();
  values_.clear();
  values_.forget_member();
  number_.reset();
  read_count_ = next_order_ = 0;
  has_payload_ = has_list_ = has_others_ = false;
  OrderPage page;
  std::optional<simdjson::ondemand::document> document;  // nothing: the text is no JSON at all
  order_at_ = nullptr;
  try {
    document.emplace(parser_.iterate(padded(answer)).value());
    require_whole_json(answer);
    document_ = &*document;
    amazon::for_each_member(document->get_object().value(), [&](std::string_view key, Value value) {
      if (key == "payload") read_payload(value, page);
      if (key == "errors") refuse_errors(answer, value);
    });
    // Amazon need not give the list; what stands beside an absent one may be the list, under a name that is not known.
    const bool may_lack = has_payload_ && (!page.next_token.empty() || !has_others_);
    if (!has_list_ && !may_lack) throw Unreadable(std::string("it has no member 'payload.") + list_ + "'");
    if (document->current_location().error() != simdjson::OUT_OF_BOUNDS)
      throw Unreadable("something follows the end of the JSON");
  } catch (const simdjson::simdjson_error& error) {
    const std::string member = values_.member();
    throw bad_answer(answer, where() + (member.empty() ? "" : "member '" + member + "': ") + error.what() +
                                 place_of(error, answer, document));
  } catch (const Unreadable& problem) {
    throw bad_answer(answer, where() + problem.what() + place_of_record(answer, order_at_));
  }
  page.orders = read_count_;
  return page;
}

bool OrderPageReader::next_rows() {
  const size_t first = next_order_;
  for (size_t rows = 0; next_order_ < read_count_; ++next_order_) {
    rows += item_count(next_order_) + 1;
    if (next_order_ > first && rows > kRowsPerGroup) break;
    add_rows(next_order_);
  }
  return next_order_ > first;
}

void OrderPageReader::read_payload(Value payload, OrderPage& page) {
  has_payload_ = true;
  amazon::for_each_member(payload, [&](std::string_view key, Value value) {
    if (key == "pagination") {
      amazon::for_each_member(value, [&](std::string_view name, Value token) {
        if (name == "nextToken") page.next_token = values_.text("nextToken", token).value_or("");
      });
    } else if (key == list_) {
      const char* first = nullptr;
      amazon::for_each_record(list_, value, [&](Value order) {
        order_at_ = order.raw_json_token().data();
        if (first == nullptr) first = order_at_;
        number_.reset();
        values_.forget_member();
        read_order(order.get_object());
        ++read_count_;
      });
      page.text = text_from(first, *document_);
      order_at_ = nullptr;
      number_.reset();
      values_.forget_member();
      has_list_ = true;
    } else {
      has_others_ = true;
    }
  });
}

OrderPageReader::Money OrderPageReader::money(const char* member, Value value) {
  Money result;
  amazon::for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "amount") result.amount = values_.decimal(member, content);
    if (key == "currencyCode") result.currency = values_.some_text(member, content);
    if (key == "unitOfMeasure") result.unit = values_.some_text(member, content);
  });
  if (result.amount && !result.currency) fail(std::string("member '") + member + "' has no currency");
  return result;
}

OrderPageReader::Quantity OrderPageReader::quantity(const char* member, Value value) {
  Quantity result;
  amazon::for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "amount") result.amount = values_.integer(member, content);
    if (key == "unitOfMeasure") result.unit = values_.some_text(member, content);
    if (key == "unitSize") result.unit_size = values_.integer(member, content);
  });
  return result;
}

OrderPageReader::Party OrderPageReader::party(const char* member, Value value) {
  Party result;
  amazon::for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "partyId") result.id = values_.some_text(member, content);
    if (key != "address") return;
    amazon::for_each_member(content, [&](std::string_view name, Value part) {
      if (name == "countryCode") result.country = values_.some_text(member, part);
    });
  });
  return result;
}

OrderPageReader::Window OrderPageReader::window(const char* member, Value value) {
  const Text written = values_.some_text(member, value);
  if (!written) return {};
  const size_t middle = written->find("--");
  const auto time = [&](std::string_view part) {
    const auto parsed = amazon::to_time(part);
    if (!parsed)
      fail(std::string("member '") + member + "' is \"" + std::string(written->substr(0, 80)) +
           "\", which is no interval");
    return *parsed;
  };
  if (middle == std::string_view::npos) return {time(*written), std::nullopt};
  return {time(written->substr(0, middle)), time(written->substr(middle + 2))};
}

void OrderPageReader::add_money(Rows& rows, const Money& from, bool with_unit) {
  rows.add_decimal(from.amount).add_text(from.currency);
  if (with_unit) rows.add_text(from.unit);
}

void OrderPageReader::add_quantity(Rows& rows, const Quantity& from) {
  rows.add_integer(from.amount).add_text(from.unit).add_integer(from.unit_size);
}

void OrderPageReader::fail(const std::string& why) const {
  throw Unreadable(why);
}

std::string OrderPageReader::where() const {
  if (number_) return "purchase order " + std::string(*number_) + ": ";
  return has_list_ ? "" : "order " + std::to_string(read_count_ + 1) + " of the page: ";
}

}  // namespace amazon_seller::vendor
