"""Files of any kind -> Article: the clean body, title, date and publisher."""
