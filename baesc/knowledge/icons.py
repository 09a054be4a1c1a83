"""Icons for kinds of things, by what they are called."""

# Names of Material symbols, which come with Streamlit.
ICONS = {
    "account": "account_balance", "address": "home_pin", "appointment": "event", "article": "article",
    "author": "edit_note", "book": "menu_book", "booking": "event_available", "branch": "account_tree",
    "car": "directions_car", "cart": "shopping_cart", "category": "category", "city": "location_city",
    "class": "class", "comment": "comment", "company": "business", "contact": "contacts",
    "contract": "contract", "country": "public", "course": "menu_book", "customer": "person",
    "delivery": "local_shipping", "department": "account_tree", "device": "devices",
    "document": "description", "employee": "badge", "enrollment": "how_to_reg", "event": "event",
    "exam": "quiz", "group": "groups", "invoice": "receipt_long", "item": "inventory_2",
    "label": "label", "lesson": "school", "loan": "account_balance_wallet", "member": "badge",
    "message": "mail", "order": "shopping_cart", "patient": "personal_injury", "payment": "payments",
    "person": "person", "pet": "pets", "photo": "photo", "post": "article", "product": "inventory_2",
    "project": "work", "quiz": "quiz", "review": "reviews", "role": "shield_person", "room": "meeting_room",
    "school": "school", "series": "list_alt", "shipment": "local_shipping", "stock": "inventory",
    "store": "store", "student": "school", "subject": "menu_book", "supplier": "local_shipping",
    "tag": "sell", "task": "task_alt", "teacher": "co_present", "team": "groups", "ticket": "confirmation_number",
    "user": "person", "vehicle": "directions_car", "visit": "event", "warehouse": "warehouse",
}  # fmt: skip
OTHER = "table_rows"


def icon_of(chosen: str, singular: str) -> str:
    """Return the chosen icon (an emoji), or a symbol for the last known word of a name."""
    if chosen:
        return chosen
    known = [ICONS[word] for word in reversed(singular.split("_")) if word in ICONS]
    return f":material/{known[0] if known else OTHER}:"
