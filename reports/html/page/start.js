for (const form of document.querySelectorAll('form[data-filters]')) filterForm(form)
void follow()
