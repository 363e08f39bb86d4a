// Money: of the whole account, whatever marketplaces are asked for.
#include "seller/ledger.hpp"
#include "seller/oracle.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

template <class Use>
void each_told(const OracleQuery& query, Use use) {
  each_transaction(
      query.book, query.since_us, query.until_us + 1, query.as_of_us, [&](const Transaction& posted) {
        // With settled=1: nothing whose status is still to change, or has changed since.
        const bool changes = posted.status == "DEFERRED" && posted.matures_us <= query.world.now_us();
        if (!query.settled || !changes) use(posted);
      });
}

class BreakdownRows {
 public:
  BreakdownRows(std::string& out, const Transaction& posted) : out_(out), posted_(posted) {}

  void tell() {
    tell_charges(posted_.charges, "");
    for (const LedgerItem& item : posted_.items) {
      item_ = &item;
      ++item_number_;
      number_ = 0;
      row("Total", "Total", item.total, item.charges.empty());
      tell_charges(item.charges, "");
    }
  }

 private:
  void tell_charges(const std::vector<Charge>& charges, const std::string& above) {
    for (const Charge& charge : charges) {
      const std::string path = above + (above.empty() ? "" : " / ") + std::string(charge.type);
      ++number_;
      row(path, charge.type, charge.amount, charge.parts.empty());
      tell_charges(charge.parts, path);
    }
  }

  void row(const std::string& path, std::string_view type, int64_t amount, bool leaf) {
    OracleRow row(out_, "transaction_breakdowns");
    row.text("transaction_id", posted_.id);
    row.number("item_number", item_number_);
    row.number("breakdown_number", number_);
    row.time("posted_at", posted_.posted_us);
    row.text("path", path);
    row.text("type", type);
    row.raw("is_leaf", leaf ? "true" : "false");
    row.text("amount", signed_money(amount, *posted_.marketplace));
    row.text("currency", posted_.marketplace->currency);
    row.text_or_null("item_description", item_ ? item_->product->title : "");
    row.text_or_null("asin", item_ ? item_->product->asin : "");
    row.text_or_null("sku", item_ ? item_->sku : "");
    item_ ? row.number("quantity", item_->quantity) : row.null("quantity");
    row.text_or_null("fulfillment_network", !item_ ? "" : item_->by_amazon ? "AFN" : "MFN");
    row.text_or_null("order_adjustment_item_id", item_ ? item_->adjustment_item_id : "");
    for (const std::string_view name : {"coupon_id", "removal_shipment_item_id", "related_transaction_id"})
      row.null(name);
  }

  std::string& out_;
  const Transaction& posted_;
  const LedgerItem* item_ = nullptr;
  int64_t item_number_ = 0, number_ = 0;
};

}  // namespace

void tell_transactions(const OracleQuery& query, std::string& out) {
  each_told(query, [&](const Transaction& posted) {
    OracleRow row(out, "transactions");
    row.text("transaction_id", posted.id);
    row.time("posted_at", posted.posted_us);
    row.text("type", posted.type);
    row.text("status", posted.status);
    row.text("description", posted.description);
    row.text("amount", signed_money(posted.total, *posted.marketplace));
    row.text("currency", posted.marketplace->currency);
    row.text("marketplace_id", posted.marketplace->id);
    row.text_or_null("marketplace_name", posted.order_id.empty() ? "" : posted.marketplace->name);
    row.text("account_type", "PAYABLE");
    row.text_or_null("order_id", posted.order_id);
    row.null("shipment_id");
    row.text_or_null("refund_id", posted.refund_id);
    row.null("invoice_id");
    row.null("settlement_id");
    row.text("event_group_id", posted.group_id);
    row.null("transfer_id");
    row.null("disbursement_id");
    row.text_or_null("deferred_transaction_id", posted.deferred_id);
    row.text_or_null("release_transaction_id", posted.release_id);
    row.text_or_null("deferral_reason", posted.deferral_reason);
    posted.matures_us == 0 ? row.null("matures_at") : row.time("matures_at", posted.matures_us);
    const auto time_or_null = [&](std::string_view name, int64_t us) {
      us == 0 ? row.null(name) : row.time(name, us);
    };
    time_or_null("period_started_at", posted.period_from_us);
    time_or_null("period_ended_at", posted.period_to_us);
    for (const std::string_view name :
         {"payment_type", "payment_method", "payment_reference", "paid_at", "business_store",
          "amazon_pay_store", "amazon_pay_order_type", "amazon_pay_channel"})
      row.null(name);
    row.number("item_count", static_cast<int64_t>(posted.items.size()));
  });
}

void tell_transaction_breakdowns(const OracleQuery& query, std::string& out) {
  each_told(query, [&](const Transaction& posted) { BreakdownRows(out, posted).tell(); });
}

void tell_payouts(const OracleQuery& query, std::string& out) {
  for (const EventGroup& group :
       event_groups(query.book, query.since_us, query.until_us + 1, query.as_of_us)) {
    const Marketplace& marketplace = *group.marketplace;
    const bool open = group.end_us == 0;
    if (query.settled && !group.transferred) continue;  // its balance still changes
    OracleRow row(out, "payouts");
    row.text("event_group_id", group.id);
    row.time("started_at", group.start_us);
    open ? row.null("ended_at") : row.time("ended_at", group.end_us);
    row.text("status", open ? "Open" : "Closed");
    row.text_or_null("transfer_status", open ? "" : group.transferred ? "Succeeded" : "Processing");
    group.transfer_us == 0 ? row.null("transferred_at") : row.time("transferred_at", group.transfer_us);
    row.text("amount", signed_money(group.total, marketplace));
    row.text("currency", marketplace.currency);
    for (const std::string_view name : {"converted_amount", "converted_currency"}) {
      if (open)
        row.null(name);
      else
        row.text(name,
                 name == "converted_amount" ? signed_money(group.total, marketplace) : marketplace.currency);
    }
    row.text("beginning_balance", signed_money(group.beginning, marketplace));
    row.text("beginning_balance_currency", marketplace.currency);
    row.text_or_null("trace_id", group.transfer_us == 0 ? "" : group.id.substr(0, 14));
    row.text_or_null("account_tail", open ? "" : "417");
  }
}

}  // namespace mooring::amazon_simulator::seller
